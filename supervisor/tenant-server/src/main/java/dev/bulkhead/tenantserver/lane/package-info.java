/**
 * One byte stream of a session: cut into lines on the way in, in the order in which it came, and worked on by threads of its
 * own, so that nothing on one lane waits for another. Knows no message and no frame: what lines mean, and where bytes come
 * from, is told by who builds a lane.
 */
@NullMarked
package dev.bulkhead.tenantserver.lane;

import org.jspecify.annotations.NullMarked;
