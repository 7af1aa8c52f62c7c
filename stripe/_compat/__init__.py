"""What older versions of the SDK had, for the programs that still use it."""
