"""The benchmark: how fast, next to a server that does nothing, and how steady over two million snapshots."""
