"""Planted holes: each file of `holes/` breaks one promise of the program, and a test that is there already must tell.

A hole is a unified diff of one file. Above it stand a sentence that says what is open then, and lines of its own:
`id:` the lines of the checklist it belongs to, `kind:` what is broken, `test:` a test that is to fail, often several.
"""
