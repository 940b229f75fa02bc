"""Single sign-on: one identity provider a Trust, held to more than allauth asks (docs/adr/0014).

`provider` sends somebody to their Trust's sign-in and reads what comes back, `id_tokens` verifies it, `network` is all
that may be reached on the way, and `adapter` decides whether the person may come in.
"""
