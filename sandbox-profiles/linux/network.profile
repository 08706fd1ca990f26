# bulkhead-profile 1 network
# As strict, and one way out: a socket of the supervisor's egress proxy, which lets through what the tenant's settings name.

like strict                                        # all that is closed there stays closed

--ro-bind ${EGRESS} /run/egress.sock               # this start's alone: who comes through it is known by that
--ro-bind ${FORWARD} /forward                      # how node, Python and Java find it
--ro-bind-try ${CERTIFICATES} /etc/ssl/certs/ca-certificates.crt      # whom the desktop trusts in TLS; no private key is in it
--ro-bind-try /etc/ssl/certs/java/cacerts /etc/ssl/certs/java/cacerts # the same as Debian's Java reads it
--ro-bind-try /etc/pki/java/cacerts /etc/pki/java/cacerts             # and Fedora's
