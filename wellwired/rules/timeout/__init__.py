"""Who waits for whom, and for how long: function, integration, authorizer."""
