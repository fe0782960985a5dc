"""Everything around the parts: installs what a machine lacks, runs the servers, keeps the schema."""
