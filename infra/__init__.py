"""The deployment to Google Cloud: Terraform, and the tools that deploy and check it."""
