"""What a browser is told about calls from other origins, and what it then blocks."""
