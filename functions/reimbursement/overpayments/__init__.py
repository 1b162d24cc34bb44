"""Overpayments: finance takes back what a paid booking has brought, in whole or in part."""
