# bulkhead-profile 1 install
# Where npm puts a package into its folder, on the consultant's word and at no other time: its way out leads to the registries that
# the consultant's npm is set up with, there is one package's folder instead of the workspace, and no credential.

--unshare-user              # a user namespace of its own: root inside is nobody outside
--uid 1000                  # never root, whoever runs the supervisor
--gid 1000                  # the same for its group
--unshare-pid               # no other process can be seen, signalled or traced
--unshare-ipc               # no shared memory, no message queue of the desktop
--unshare-uts               # the machine's name stays out
--unshare-net               # no interface but a loopback of its own; abstract sockets are out of reach too
--unshare-cgroup            # the desktop's control groups stay out of sight
--disable-userns            # no further user namespaces: most kernel holes of late begin with one
--die-with-parent           # dies with the supervisor, also on SIGKILL
--new-session               # no terminal to push input into (TIOCSTI)
--as-pid-1                  # npm itself is process 1: no reaper with an environment or a command line to read
--clearenv                  # the second wall behind starting bwrap itself with an empty environment
--cap-drop ALL              # no capability, not even in the own namespace
--hostname sandbox          # instead of the machine's

--ro-bind ${ETC}/passwd /etc/passwd                # one user, so that a runtime finds its home; none of the desktop's names
--ro-bind ${ETC}/group /etc/group                  # and its one group
--ro-bind ${ETC}/hosts /etc/hosts                  # localhost alone: the proxy finds the registry
--ro-bind ${ETC}/nsswitch.conf /etc/nsswitch.conf  # files only: nothing asks a name service

--ro-bind ${EGRESS} /run/egress.sock               # the one way out, this install's alone
--ro-bind ${FORWARD} /forward                      # how node finds it
--ro-bind-try ${CERTIFICATES} /etc/ssl/certs/ca-certificates.crt      # whom the desktop trusts in TLS; no private key is in it

--proc /proc                # of the own pid namespace: it shows the sandbox alone
--remount-ro /proc          # run by root, the inside would own /proc/sys: core_pattern is a way out
--tmpfs /dev                # an empty /dev with the three devices that a runtime needs; no /dev/zero (memory past the limits)
--dev-bind /dev/null /dev/null   # throws away
--dev-bind /dev/urandom /dev/urandom # keys need it
--dev-bind /dev/random /dev/random # some ask this one
--symlink /proc/self/fd /dev/fd  # how a program opens what it was handed
--remount-ro /dev           # and nothing is added to it
--perms 1777 --size 536870912 --tmpfs /tmp          # private and bounded; npm unpacks here

--bind ${WORKSPACE} /package                       # the package's folder: the only place that can be written
--chdir /package                                   # where npm begins

--setenv HOME /tmp          # npm's cache goes with the sandbox
--setenv PATH /usr/bin      # nothing of the desktop's own
--setenv TMPDIR /tmp        # the private one
--setenv LC_ALL C.UTF-8     # without it a JVM cannot open a path with an umlaut
