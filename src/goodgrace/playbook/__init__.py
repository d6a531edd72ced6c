"""What the company does in a customer's hard moment: planned steps, read, proved to end well, and unfolded into rows."""
