# bulkhead-profile 1 install
# Where npm puts a package into its folder, on the consultant's word and at no other time: the way out leads to the registries that
# the consultant's npm is set up with, there is one package's folder instead of the workspace, and no credential.

like network

--bind ${WORKSPACE} /package                       # the package's folder: the only place that can be written
--chdir /package                                   # where npm begins
--perms 1777 --size 536870912 --tmpfs /tmp         # private and bounded; npm unpacks here
--setenv HOME /tmp                                 # npm's cache goes with the sandbox
