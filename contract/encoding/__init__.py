"""Reports as bytes: Protobuf columns of fixed width, which numpy and the protobuf package both read and write."""
