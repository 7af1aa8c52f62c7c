"""Requests and answers as data: nothing in this room does I/O."""
