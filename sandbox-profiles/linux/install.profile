# bulkhead-profile 1 install
# Where npm puts a package into its folder, on the consultant's word and at no other time: as strict, but with the desktop's
# network, no workspace and no credential. Until the egress proxy comes this is the only sandbox that has a network.

--unshare-user              # a user namespace of its own: root inside is nobody outside
--uid 1000                  # never root, whoever runs the supervisor
--gid 1000                  # the same for its group
--unshare-pid               # no other process can be seen, signalled or traced
--unshare-ipc               # no shared memory, no message queue of the desktop
--unshare-uts               # the machine's name stays out
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
--ro-bind-try /etc/hosts /etc/hosts                # the registry's name is found as on the desktop
--ro-bind-try /etc/resolv.conf /etc/resolv.conf    # the same
--ro-bind-try /etc/ssl/certs /etc/ssl/certs        # and its certificate judged by the desktop's authorities

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
