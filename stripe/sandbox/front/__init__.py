"""The ways in: in-process, the server, the commands."""
