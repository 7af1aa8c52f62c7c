"""Write the generated zone of the library from the API description: `python -m codegen`."""
