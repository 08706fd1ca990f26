package dev.bulkhead.tenantserver.escape;

import java.io.FileNotFoundException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Map;

/** Names of the kernel's reasons, out of numbers and out of what Java makes of them: errno(3). Stateless. */
final class Errno {
    private static final Map<Integer, String> NAMES = Map.ofEntries(
            Map.entry(1, "EPERM"),
            Map.entry(2, "ENOENT"),
            Map.entry(3, "ESRCH"),
            Map.entry(9, "EBADF"),
            Map.entry(12, "ENOMEM"),
            Map.entry(13, "EACCES"),
            Map.entry(14, "EFAULT"),
            Map.entry(16, "EBUSY"),
            Map.entry(17, "EEXIST"),
            Map.entry(18, "EXDEV"),
            Map.entry(20, "ENOTDIR"),
            Map.entry(22, "EINVAL"),
            Map.entry(24, "EMFILE"),
            Map.entry(25, "ENOTTY"),
            Map.entry(30, "EROFS"),
            Map.entry(38, "ENOSYS"),
            Map.entry(40, "ELOOP"),
            Map.entry(95, "EOPNOTSUPP"),
            Map.entry(97, "EAFNOSUPPORT"),
            Map.entry(107, "ENOTCONN"),
            Map.entry(110, "ETIMEDOUT"),
            Map.entry(111, "ECONNREFUSED"));

    /** What the C library says of them, which Java hands on in its messages. */
    private static final Map<String, String> WORDS = Map.of(
            "Operation not permitted", "EPERM",
            "No such file or directory", "ENOENT",
            "Permission denied", "EACCES",
            "Read-only file system", "EROFS",
            "Invalid cross-device link", "EXDEV",
            "Address family not supported", "EAFNOSUPPORT",
            "Connection refused", "ECONNREFUSED",
            "Function not implemented", "ENOSYS");

    private Errno() {}

    static String name(int number) {
        return NAMES.getOrDefault(number, "errno " + number);
    }

    /** Returns the reason's name; "" when this is no refusal of the system's. */
    static String of(Exception failure) {
        if (failure instanceof SystemCalls.Refused refused) {
            return String.valueOf(refused.getMessage());
        }
        if (failure instanceof NoSuchFileException || failure instanceof FileNotFoundException) {
            return "ENOENT";
        }
        if (failure instanceof AccessDeniedException) {
            return "EACCES";
        }
        if (failure instanceof NotDirectoryException) {
            return "ENOTDIR";
        }
        String reason = failure instanceof FileSystemException file ? file.getReason() : failure.getMessage();
        String text = String.valueOf(reason);
        for (Map.Entry<String, String> word : WORDS.entrySet()) {
            if (text.contains(word.getKey())) {
                return word.getValue();
            }
        }
        return "";
    }
}
