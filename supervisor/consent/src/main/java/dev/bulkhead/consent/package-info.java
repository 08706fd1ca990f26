/**
 * What a person is shown and told before something is let in, by the command line and the window alike: a command of others, word
 * by word, with what should make one look twice; and how long a new passphrase would stand. Decides nothing, knows no supervisor.
 */
@NullMarked
package dev.bulkhead.consent;

import org.jspecify.annotations.NullMarked;
