fn main() {
    awsdash::hi();
}
