"""How what ships inside the package is made: run once by people, never at run time."""
