"""The queue of offerers and claims that wait: list, set aside, reject."""
