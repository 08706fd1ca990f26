/**
 * Where everything of one desktop user lives on disk, and the names that folders are made of. java.base only, since the
 * launcher reads it too; it creates nothing but folders, and knows no file's content.
 */
@NullMarked
package dev.bulkhead.protocol.home;

import org.jspecify.annotations.NullMarked;
