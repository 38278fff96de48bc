"""Who may call which route, who decides it, and whether API Gateway can ask."""
