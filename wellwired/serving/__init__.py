"""The local gateway on a port: an HTTP server, what the terminal and the page show, log files, reload."""
