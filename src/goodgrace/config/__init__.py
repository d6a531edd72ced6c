"""How an installation is set up: settings, addresses, the server's entry."""
