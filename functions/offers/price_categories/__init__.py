"""Price categories: added, edited with the stocks that follow them, and removed."""
