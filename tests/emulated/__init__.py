"""The same promises where documents, events and files are on the emulators of the cloud."""
