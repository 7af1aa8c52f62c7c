"""What a sandbox remembers: worlds, objects, events, time, keys, deliveries."""
