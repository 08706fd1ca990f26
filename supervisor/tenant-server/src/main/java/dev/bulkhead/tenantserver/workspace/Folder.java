package dev.bulkhead.tenantserver.workspace;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Iterator;

/**
 * An open folder, and what is done with the names in it. Every name is a single one, and a symlink is never followed: opening
 * one fails. One thread at a time; whoever opens it closes it.
 */
interface Folder extends Closeable {

    /** Opens {@code root} itself, held by its descriptor where the system can do that. */
    static Folder open(Path root) throws IOException {
        DirectoryStream<Path> stream = Files.newDirectoryStream(root);
        if (stream instanceof SecureDirectoryStream<Path> secure) {
            return new HeldFolder(root, secure);
        }
        stream.close();
        return new NamedFolder(root);
    }

    /** The names in the folder, in no order; once for each opening. */
    Iterator<Path> names() throws IOException;

    BasicFileAttributes attributes(Path name) throws IOException;

    Folder folder(Path name) throws IOException;

    /** Opens an existing file for reading. */
    SeekableByteChannel read(Path name) throws IOException;

    /** Creates a file that did not exist, for writing. */
    SeekableByteChannel create(Path name) throws IOException;

    /** Creates a folder; nothing happens when there is one already. */
    void createFolder(Path name) throws IOException;

    /** Gives {@code to} the permissions of {@code from}, where the file system has any. */
    void copyPermissions(Path from, Path to) throws IOException;

    /** Renames a file inside this folder in one step, over an existing one; a symlink there is replaced, not followed. */
    void replace(Path from, Path to) throws IOException;

    void deleteFile(Path name) throws IOException;
}
