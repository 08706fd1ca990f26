package dev.bulkhead.protocol.home;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Map;

/**
 * What a file system refuses, in words for people: which file, why, and what to do. The exceptions of {@code java.nio.file} have
 * the name of a file for their message, and nothing else.
 */
public final class FileProblem {
    /** What a system says in its own words (errno(3)), and what is to be done about it. */
    private static final Map<String, String> REASONS = Map.of(
            "Not a directory", "a part of its path is a file and no folder: name another path",
            "Is a directory", "it is a folder: name a file",
            "No space left on device", "the disk is full: free some space, then try again",
            "Disk quota exceeded", "your share of the disk is full: free some space, then try again",
            "Read-only file system", "it lies on a read-only file system: make that writable, or name another place",
            "File name too long", "its name is too long: choose a shorter one",
            "Too many levels of symbolic links", "its symbolic links lead in a circle: remove one of them");

    private FileProblem() {}

    /** Returns a sentence for {@code e}: its own message, unless that is no more than a file's name. */
    public static String of(IOException e) {
        return e instanceof FileSystemException refused && refused.getFile() != null
                ? sentence(refused)
                : String.valueOf(e.getMessage());
    }

    private static String sentence(FileSystemException refused) {
        String file = refused.getFile();
        return switch (refused) {
            case FileAlreadyExistsException e -> file + " is there already: name a new one";
            case AccessDeniedException e ->
                file + " may not be read or written by you: see whose it is with 'ls -ld', and its folders too";
            case NoSuchFileException e -> missing(file);
            case NotDirectoryException e -> file + " is no folder: name a folder";
            case DirectoryNotEmptyException e -> file + " is a folder with files in it: name another, or empty it";
            case FileSystemLoopException e -> file + " is a link to a folder that it is in: remove the link";
            default -> file + " cannot be used: " + reason(refused);
        };
    }

    private static String missing(String file) {
        Path folder = Path.of(file).toAbsolutePath().getParent();
        if (folder == null || Files.isDirectory(folder)) {
            return file + " is not there: look for another spelling of its name";
        }
        Path there = folder;
        while (there.getParent() != null && !Files.exists(there)) {
            there = there.getParent();
        }
        return Files.isDirectory(there)
                ? file + " cannot be there, since the folder " + folder + " is not: make that first, or name another"
                : file + " cannot be there, since " + there + " is a file and no folder: name another";
    }

    private static String reason(FileSystemException refused) {
        String said = refused.getReason() == null ? "" : refused.getReason();
        return REASONS.entrySet().stream()
                .filter(each -> said.startsWith(each.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(said.isEmpty() ? "the system does not say why; see 'bulkhead doctor'" : said);
    }
}
