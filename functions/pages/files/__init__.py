"""Files: those of the web app, as they are served."""
