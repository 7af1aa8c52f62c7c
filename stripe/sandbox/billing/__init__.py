"""What is sold, subscribed to and invoiced, in time."""
