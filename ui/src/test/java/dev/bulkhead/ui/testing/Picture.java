package dev.bulkhead.ui.testing;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import javafx.scene.Scene;
import javafx.scene.image.Image;
import javafx.scene.image.PixelFormat;
import javafx.scene.robot.Robot;
import javafx.stage.Window;

/** Writes what a scene shows as PNG (RFC 2083), without AWT. */
public final class Picture {
    private Picture() {}

    /** Takes a picture of {@code scene} as it is painted now. */
    public static void take(Scene scene, Path file) throws IOException {
        Fx.pulse();
        write(Fx.call(() -> scene.snapshot(null)), file);
    }

    /** Takes a picture of what a display shows of {@code window}, each of its own pixels, and returns it. */
    public static Image ofDisplay(Window window, Path file) throws IOException {
        Fx.pulse();
        Image image = Fx.call(() -> new Robot()
                .getScreenCapture(null, window.getX(), window.getY(), window.getWidth(), window.getHeight(), false));
        write(image, file);
        return image;
    }

    private static void write(Image image, Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.write(file, png(image));
    }

    private static byte[] png(Image image) throws IOException {
        int width = (int) image.getWidth();
        int height = (int) image.getHeight();
        ByteArrayOutputStream pixels = new ByteArrayOutputStream();
        try (DeflaterOutputStream packed = new DeflaterOutputStream(pixels)) {
            int[] row = new int[width];
            byte[] line = new byte[1 + 3 * width];
            for (int y = 0; y < height; y++) {
                image.getPixelReader().getPixels(0, y, width, 1, PixelFormat.getIntArgbInstance(), row, 0, width);
                for (int x = 0; x < width; x++) {
                    line[1 + 3 * x] = (byte) (row[x] >> 16);
                    line[2 + 3 * x] = (byte) (row[x] >> 8);
                    line[3 + 3 * x] = (byte) row[x];
                }
                packed.write(line);
            }
        }
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(file);
        out.write(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
        ByteArrayOutputStream header = new ByteArrayOutputStream();
        DataOutputStream fields = new DataOutputStream(header);
        fields.writeInt(width);
        fields.writeInt(height);
        fields.write(new byte[] {8, 2, 0, 0, 0});
        chunk(out, "IHDR", header.toByteArray());
        chunk(out, "IDAT", pixels.toByteArray());
        chunk(out, "IEND", new byte[0]);
        return file.toByteArray();
    }

    private static void chunk(DataOutputStream out, String type, byte[] content) throws IOException {
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        CRC32 sum = new CRC32();
        sum.update(name);
        sum.update(content);
        out.writeInt(content.length);
        out.write(name);
        out.write(content);
        out.writeInt((int) sum.getValue());
    }
}
