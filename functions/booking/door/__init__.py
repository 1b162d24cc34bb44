"""The door without a network: the list that a device checks, and the scans it sends later."""
