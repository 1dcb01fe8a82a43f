"""How a record looks: objects in, bytes out."""
