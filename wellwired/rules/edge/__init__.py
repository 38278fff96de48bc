"""How callers get to an API: its endpoint, its domains, its resource policy and the firewall in front."""
