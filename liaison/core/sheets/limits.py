"""How large a file may be that somebody hands in, and what reading it may cost; all such limits stand here."""

MIB = 1024 * 1024
FILE_BYTES = 10 * MIB
UNPACKED_BYTES = 50 * MIB
PART_RATIO = 100
RATIO_FROM_BYTES = 1 * MIB
ZIP_ENTRIES = 1_000
XML_DEPTH = 64
XML_ATTRIBUTES = 64
SHEETS = 50
ROWS = 50_000
COLUMNS = 200
CELLS = 2_000_000
CELL_CHARACTERS = 32_767  # as many as Excel lets anybody type
MERGED_BLOCKS = 50_000
HEADER_WITHIN_ROWS = 30
HEADER_HEIGHT = 3

# What the child process may use that reads a file: see `confinement`.
CHILD_MEMORY_BYTES = 512 * MIB
CHILD_CPU_SECONDS = 20
CHILD_WALL_SECONDS = 120  # against a child that hangs; on a busy machine honest work takes long as well
CHILD_OPEN_FILES = 16

# What the parent takes of its answer.
ROWS_AT_ONCE = 50
FRAME_BYTES = 16 * MIB
ANSWER_BYTES = 64 * MIB
