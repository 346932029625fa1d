package io.posestream.testkit.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class TemporaryFolderTest {
  private static final String PREFIX = "work-";

  private final Path parent;

  TemporaryFolderTest(@TempDir Path parent) {
    this.parent = parent;
  }

  /** A process that makes a folder, writes into it and waits. */
  static final class Owner {
    private Owner() {}

    public static void main(String[] parent) throws Exception {
      TemporaryFolder folder = TemporaryFolder.create(Path.of(parent[0]), PREFIX);
      Files.writeString(folder.path().resolve("file"), "text");
      System.out.println("ready");
      Thread.sleep(Long.MAX_VALUE);
    }
  }

  @Test
  void removesTheFolderWithAllThatIsInIt() throws Exception {
    TemporaryFolder folder = TemporaryFolder.create(parent, PREFIX);
    Files.createDirectories(folder.path().resolve("a/b"));
    Files.writeString(folder.path().resolve("a/b/file"), "text");

    folder.close();
    folder.close();

    assertThat(parent).isEmptyDirectory();
  }

  @Test
  void closesItsWriterFirst() throws Exception {
    TemporaryFolder folder = TemporaryFolder.create(parent, PREFIX);
    List<Boolean> folderThere = new ArrayList<>();
    folder.closeFirst(() -> folderThere.add(Files.exists(folder.path())));

    folder.close();
    folder.close();

    assertThat(folderThere).containsExactly(true);
  }

  @Test
  void removesTheFolderOfAWriterThatDoesNotClose() {
    TemporaryFolder folder = TemporaryFolder.create(parent, PREFIX);
    folder.closeFirst(
        () -> {
          throw new IOException("stuck");
        });

    assertThatThrownBy(folder::close)
        .isInstanceOf(IllegalStateException.class)
        .hasRootCauseMessage("stuck");

    assertThat(parent).isEmptyDirectory();
  }

  @Test
  void aProcessThatIsToldToEndRemovesItsFolder() throws Exception {
    try (OtherProcess owner = OtherProcess.start(Owner.class, parent)) {
      owner.terminate();
    }

    assertThat(parent).isEmptyDirectory();
  }

  @Test
  void whatAKilledProcessLeavesIsRemovedAtTheNextStart() throws Exception {
    try (OtherProcess owner = OtherProcess.start(Owner.class, parent)) {
      owner.kill();
    }
    assertThat(parent).isNotEmptyDirectory();

    TemporaryFolder.create(parent, PREFIX).close();

    assertThat(parent).isEmptyDirectory();
  }

  @Test
  void foldersOfProcessesThatLiveStay() throws Exception {
    try (OtherProcess owner = OtherProcess.start(Owner.class, parent);
        TemporaryFolder mine = TemporaryFolder.create(parent, PREFIX)) {
      TemporaryFolder.create(parent, PREFIX).close();
      TemporaryFolder.create(parent, PREFIX).close();

      assertThat(mine.path()).isDirectory();
      assertThat(folders()).hasSize(2);
      owner.terminate();
    }
  }

  private List<Path> folders() throws IOException {
    try (var all = Files.list(parent)) {
      return all.filter(Files::isDirectory).toList();
    }
  }
}
