"""How the listener's model is made and measured: `make train`, `make listen-report`."""
