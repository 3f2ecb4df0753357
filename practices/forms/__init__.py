"""What people fill in. Labels and messages are in the portal's voice; widgets carry its classes."""
