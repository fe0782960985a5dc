package concord.stream;

import java.io.Serializable;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.ReadableConfig;

/** What table `reports` is told in its WITH. */
record ReportSourceOptions(
    Map<String, Integer> letters,
    String servers,
    String registry,
    String group,
    Duration window,
    Duration delay,
    Duration idle,
    int full,
    boolean bounded)
    implements Serializable {

  private static final ConfigOption<Map<String, String>> LETTERS =
      ConfigOptions.key("letters").mapType().noDefaultValue().withDescription("topic:number of its utility's letter");
  private static final ConfigOption<String> SERVERS = ConfigOptions.key("servers").stringType().noDefaultValue();
  private static final ConfigOption<String> REGISTRY = ConfigOptions.key("registry").stringType().noDefaultValue();
  private static final ConfigOption<String> GROUP = ConfigOptions.key("group").stringType().noDefaultValue();
  private static final ConfigOption<Duration> WINDOW = ConfigOptions.key("window").durationType().noDefaultValue();
  private static final ConfigOption<Duration> DELAY = ConfigOptions.key("delay").durationType().noDefaultValue();
  private static final ConfigOption<Duration> IDLE = ConfigOptions.key("idle").durationType().noDefaultValue();
  private static final ConfigOption<Integer> FULL = ConfigOptions.key("full").intType().noDefaultValue();
  private static final ConfigOption<Boolean> BOUNDED = ConfigOptions.key("bounded").booleanType().noDefaultValue();
  static final Set<ConfigOption<?>> REQUIRED =
      Set.of(LETTERS, SERVERS, REGISTRY, GROUP, WINDOW, DELAY, IDLE, FULL, BOUNDED);

  static ReportSourceOptions of(ReadableConfig given) {
    Map<String, Integer> letters =
        given.get(LETTERS).entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, entry -> Integer.valueOf(entry.getValue())));
    return new ReportSourceOptions(
        letters,
        given.get(SERVERS),
        given.get(REGISTRY),
        given.get(GROUP),
        given.get(WINDOW),
        given.get(DELAY),
        given.get(IDLE),
        given.get(FULL),
        given.get(BOUNDED));
  }
}
