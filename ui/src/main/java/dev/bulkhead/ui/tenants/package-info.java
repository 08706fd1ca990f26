/**
 * The list of tenants and the page of one of them. Shows the model and asks for things to be done; does none of them itself.
 */
@NullMarked
package dev.bulkhead.ui.tenants;

import org.jspecify.annotations.NullMarked;
