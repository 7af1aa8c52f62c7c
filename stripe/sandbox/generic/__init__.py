"""What operations do unless a behaviour says otherwise."""
