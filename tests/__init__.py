"""The tests: rules, features, contracts of every port, architecture and infrastructure."""
