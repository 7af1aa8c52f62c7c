"""The way to the server: the only room that knows `requests`."""
