"""python -m watcher"""

from watcher.app.cli import main

main()
