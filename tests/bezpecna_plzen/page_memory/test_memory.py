"""Answers in memory: as many as fit."""

import threading

from bezpecna_plzen.page_memory.memory import KeptAnswer, PageMemory

MOST = 1_000_000


def answer(size: int = 10_000) -> KeptAnswer:
    return KeptAnswer('"etag"', [], [], b"x" * size)


def test_what_is_kept_is_found() -> None:
    memory, kept = PageMemory(MOST), answer()
    memory.keep("/", kept)
    assert memory.find("/") is kept
    assert memory.find("/okrsky/") is None


def test_whatever_comes_it_takes_no_more_than_its_room() -> None:
    memory = PageMemory(MOST)
    for number in range(10_000):
        memory.keep(number, answer())
    assert len(memory) == MOST // 13_000
    assert memory.find(9_999)
    assert memory.find(0) is None


def test_the_same_again_takes_no_more_room() -> None:
    memory = PageMemory(MOST)
    for number in range(1_000):
        memory.keep("/", answer(number))
    memory.keep("/okrsky/", answer())
    assert len(memory) == 2


def test_what_is_asked_for_stays() -> None:
    memory = PageMemory(MOST)
    for number in range(1_000):
        memory.keep(number, answer())
        assert memory.find(0)
    assert memory.find(1) is None


def test_what_would_drive_all_others_out_is_not_kept() -> None:
    memory = PageMemory(MOST)
    memory.keep("/", answer())
    memory.keep("/ulice/", answer(MOST))
    assert memory.find("/ulice/") is None
    assert memory.find("/")


def test_nothing_is_left_when_it_is_cleared() -> None:
    memory = PageMemory(MOST)
    memory.keep("/", answer(100_000))
    memory.clear()
    assert memory.find("/") is None
    for number in range(60):
        memory.keep(number, answer())
    assert len(memory) == 60, "what went still took room"


def test_threads_do_not_disturb_each_other() -> None:
    memory, wrong = PageMemory(200_000), []

    def use(thread: int) -> None:
        for number in range(3_000):
            kept = answer(number % 5_000)
            memory.keep((thread + number) % 40, kept)
            found = memory.find(number % 40)
            if found is not None and found.etag != '"etag"':
                wrong.append(found)
            if number % 500 == 0:
                memory.clear()

    threads = [threading.Thread(target=use, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
    assert len(memory) <= 40
