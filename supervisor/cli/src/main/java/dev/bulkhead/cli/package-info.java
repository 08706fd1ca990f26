/** The command line: turns words into requests on the supervisor's control socket, and answers into text or JSON. Holds no keys. */
@NullMarked
package dev.bulkhead.cli;

import org.jspecify.annotations.NullMarked;
