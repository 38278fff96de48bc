"""For every rule that promises a status: break its wire, serve it, ask, and see what the client sees."""
