"""What an API's wiring is: frozen nodes whose settings are known, absent or unknown. Standard library only."""
