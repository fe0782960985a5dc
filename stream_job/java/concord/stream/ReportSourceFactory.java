package concord.stream;

import java.util.HashMap;
import java.util.Set;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.factories.DynamicTableSourceFactory;
import org.apache.flink.table.factories.FactoryUtil;
import org.apache.flink.table.runtime.typeutils.InternalTypeInfo;
import org.apache.flink.table.types.logical.LogicalType;

/** `'connector' = 'reports'`. */
public final class ReportSourceFactory implements DynamicTableSourceFactory {
  @Override
  public DynamicTableSource createDynamicTableSource(Context context) {
    FactoryUtil.TableFactoryHelper helper = FactoryUtil.createTableFactoryHelper(this, context);
    helper.validate();
    ReportSourceOptions options = ReportSourceOptions.of(helper.getOptions());
    LogicalType columns = context.getPhysicalRowDataType().getLogicalType();
    if (columns.getChildren().size() != ReportRow.COLUMNS) {
      throw new ValidationException("Table reports has " + columns.getChildren().size() + " columns, the reader writes "
          + ReportRow.COLUMNS + "; write the same in both.");
    }
    TypeInformation<RowData> type = InternalTypeInfo.of(columns);
    Partitions partitions = new Partitions(new Registry(options.servers(), options.registry()));
    ReportReader reader =
        new ReportReader(
            new HashMap<>(options.letters()),
            options.window().toMillis(),
            options.delay().toMillis(),
            options.full(),
            partitions,
            type);
    return new ReportSource(options, reader, partitions);
  }

  @Override
  public String factoryIdentifier() {
    return "reports";
  }

  @Override
  public Set<ConfigOption<?>> requiredOptions() {
    return ReportSourceOptions.REQUIRED;
  }

  @Override
  public Set<ConfigOption<?>> optionalOptions() {
    return Set.of();
  }
}
