"""How the application listens: limits and deadlines of clients, several processes, and how they stop."""
