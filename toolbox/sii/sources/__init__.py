"""Where the files of the tax office come from."""
